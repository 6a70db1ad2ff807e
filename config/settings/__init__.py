"""Settings by place: `demo` (one machine, embedded services), `test`, `production`."""
