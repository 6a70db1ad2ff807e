"""Settings of the web server. Started as `gunicorn config.wsgi:application -c config/gunicorn.py`."""

import os
from pathlib import Path

bind = os.environ.get("WEB_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_WORKERS", str(min(2 * (os.cpu_count() or 1), 8))))
# Threads let a slow upload or an idle keep-alive connection wait without holding up a whole process.
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
keepalive = 5
timeout = 60
graceful_timeout = 4
# Loaded once and shared by the workers; nothing opens a connection while loading.
preload_app = True
accesslog = os.environ.get("WEB_ACCESS_LOG", "-")
# No visitor's address: who reports anonymously is not known to the log either.
access_log_format = '%(t)s "%(m)s %(U)s" %(s)s %(b)s %(L)s'
# Calendar feeds and invitations are addresses that must stay secret.
logger_class = "config.access_log.AccessLog"
errorlog = "-"
# The heartbeat file must not wait for a busy disk.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 -- gunicorn makes an anonymous file there
limit_request_line = 8190
