"""What it costs and when to upgrade: calculator, plan, ROI, score. Pure."""
