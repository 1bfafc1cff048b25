"""What posts of Hexo, Hugo and Jekyll have in common. No I/O."""
