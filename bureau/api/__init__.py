"""The machine door: the docket, its steps and the rules behind them as JSON, for programs that act for a member of staff."""
