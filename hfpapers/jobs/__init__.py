"""What runs without anybody watching: commands, timers and workers call it. Layers below do the work."""
