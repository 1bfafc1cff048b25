"""Rules of words, which know nothing of notes: dates, tags, names, pinyin, globs, order. No
I/O."""
