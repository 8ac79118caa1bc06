"""Guizhou's rules for township cadres (乡镇干部): service years, transfers, recruitment, training days."""
