"""Enterprises: the register, equipment, obligations, projects and services to enterprises."""
