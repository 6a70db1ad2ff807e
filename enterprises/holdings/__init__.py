"""What enterprises hold: equipment, instruments, certificates, declared standards, qualified people."""
