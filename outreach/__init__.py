"""Outreach: delivery channels, reminders and campaigns."""
