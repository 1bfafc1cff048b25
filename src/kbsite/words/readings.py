"""Readings of Han in technical notes where pypinyin's dictionary, made for prose, has others.
No I/O.

A permalink holds them, so a change here moves pages: words may be added only where the reading
was plainly wrong.
"""

from __future__ import annotations

#: The reading of a character where no word says otherwise: 步长, 微调, 重采样, 似然.
CHARACTERS = {"长": "chang,zhang", "重": "chong,zhong", "调": "tiao,diao", "似": "si,shi"}

_WORDS = """
长上下文 chang shang xia wen
尊重 zun zhong
隆重 long zhong
重伤 zhong shang
重兵 zhong bing
重度 zhong du
重灾 zhong zai
重载 chong zai
上调 shang tiao
回调 hui diao
回调函数 hui diao han shu
调性 diao xing
弹出 tan chu
弹窗 tan chuang
盛水 cheng shui
盛最多 cheng zui duo
一行 yi hang
两行 liang hang
代码行 dai ma hang
单行 dan hang
命令行 ming ling hang
多行 duo hang
按行 an hang
整行 zheng hang
数据行 shu ju hang
每行 mei hang
矩阵行 ju zhen hang
空行 kong hang
行主序 hang zhu xu
行交换 hang jiao huan
行优先 hang you xian
行变换 hang bian huan
行向量 hang xiang liang
行存储 hang cun chu
行尾 hang wei
行式 hang shi
行数 hang shu
行满秩 hang man zhi
行空间 hang kong jian
行秩 hang zhi
行级 hang ji
行缓存 hang huan cun
行转列 hang zhuan lie
行锁 hang suo
行阶梯 hang jie ti
行首 hang shou
行高 hang gao
跨行 kua hang
逐行 zhu hang
首行 shou hang
"""

#: Word → a syllable for each character.
WORDS = {word: syllables for word, *syllables in map(str.split, _WORDS.split("\n")[1:-1])}
