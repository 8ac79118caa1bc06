"""Django settings; the only module of the core that may name other packages, and only as strings."""

import logging
import os
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.core.exceptions import ImproperlyConfigured

from core import installed
from core.settings import databases, logs, mail
from core.settings.environment import Environment

ENVIRONMENT = Environment()
BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = ENVIRONMENT.data.resolve()

DEBUG = ENVIRONMENT.debug
DEMO = ENVIRONMENT.demo
SECRET_KEY = ENVIRONMENT.secret_key.get_secret_value() or os.environ.get("DJANGO_SECRET_KEY", "")
if not SECRET_KEY:
    if not DEBUG and ENVIRONMENT.database_url.get_secret_value():
        raise ImproperlyConfigured("未设置签名密钥：请设置 HONGLING_SECRET_KEY（至少 50 个随机字符）。")
    # Without a database nothing can be signed for anyone: checks and schema export need no secret.
    SECRET_KEY = os.urandom(32).hex()
FIELD_KEYS = ENVIRONMENT.field_keys.get_secret_value()
"""Keys that identity numbers and phones are sealed with: see `core.crypto.read`."""

# --- Hosts -------------------------------------------------------------------------------------
PUBLIC_HOST = ENVIRONMENT.public_host
ALLOWED_HOSTS = [PUBLIC_HOST, f".{PUBLIC_HOST}", *ENVIRONMENT.extra_hosts]
HTTPS = ENVIRONMENT.https
METRICS_TOKEN = ENVIRONMENT.metrics_token.get_secret_value()
"""Who may read /metrics from elsewhere; without it only this machine may."""

# --- Apps --------------------------------------------------------------------------------------
PLUGIN_GROUP = "hongling.plugins"
_ACCOUNTS = ["django.contrib.sessions", "core.access", "allauth", "allauth.account", "allauth.mfa"]

# The overriding `migrate` of tenants must win over that of django_tenants: Django takes the first app.
SHARED_APPS = [
    "tenants",
    "django_tenants",
    "core.reference",
    "core.outbox",
    *_ACCOUNTS,
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_cotton",
    "django_prometheus",
    "django_structlog",
    "csp",
    # Its command `graphql_schema` must win over that of graphene_django.
    "hongling_api",
    "graphene_django",
]
CORE_TENANT_APPS = ["core", *_ACCOUNTS]
"""Apps whose tables every tenant has."""


_PLUGIN_CONFIGS = installed.plugin_apps(entry_points(group=PLUGIN_GROUP))
PLUGIN_APPS = [config.name for config in _PLUGIN_CONFIGS]
"""Packages whose tables only those tenants have that run the plugin."""

TENANT_APPS = [*CORE_TENANT_APPS, *PLUGIN_APPS]
INSTALLED_APPS = [
    *SHARED_APPS,
    *(app for app in CORE_TENANT_APPS if app not in SHARED_APPS),
    *_PLUGIN_CONFIGS,
]
TENANT_MODEL = "tenants.Tenant"
TENANT_DOMAIN_MODEL = "tenants.Domain"
PUBLIC_SCHEMA_NAME = "public"
PG_EXTRA_SEARCH_PATHS = ["extensions"]
# The check would open a connection at every start: in gunicorn's master before it forks, and for commands
# that need no database. No tenant can be called "extensions": provisioning reserves the name.
SKIP_PG_EXTRA_VALIDATION = True
TENANT_LIMIT_SET_CALLS = True
DATABASE_ROUTERS = ["tenants.routers.ActivePluginRouter", "django_tenants.routers.TenantSyncRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Database ----------------------------------------------------------------------------------
_SESSION = {"timezone": "UTC", "client_encoding": "UTF8"}
_APPLICATION_URL = ENVIRONMENT.database_url.get_secret_value()
_OWNER_URL = ENVIRONMENT.admin_database_url.get_secret_value()

DATABASES: dict[str, dict[str, Any]] = {
    "default": databases.from_url(
        _OWNER_URL or _APPLICATION_URL or "postgresql://127.0.0.1/hongling",
        options={
            **_SESSION,
            "statement_timeout": str(ENVIRONMENT.web_statement_timeout_ms),
            "lock_timeout": str(ENVIRONMENT.lock_timeout_ms),
            "idle_in_transaction_session_timeout": "60000",
        },
    )
}
TENANTS_PER_CONNECTION = ENVIRONMENT.tenants_per_connection
"""After so many tenants a connection is renewed: PostgreSQL keeps the catalogue of each that it served."""
PLUGIN_TIMEOUT_MS = ENVIRONMENT.plugin_timeout_ms
"""How long one statement of a plugin may take while the plugin is switched on."""
ROLE_PREFIX = ENVIRONMENT.role_prefix or DATABASES["default"]["NAME"]
"""Start of the names of all database roles: `<prefix>_owner`, `<prefix>_app`, `<prefix>_t_<schema>`."""

# --- Cache, broker -----------------------------------------------------------------------------
BROKER_URL = ENVIRONMENT.broker_url.get_secret_value()


def _redis_database(number: int) -> str:
    """Return the broker's address with another database number."""
    parts = urlsplit(BROKER_URL)
    if parts.scheme in ("unix", "redis+socket"):
        raise ImproperlyConfigured("HONGLING_BROKER_URL 须为 redis:// 或 rediss:// 地址。")
    return urlunsplit(parts._replace(path=f"/{number}"))


_CACHE_URL = ENVIRONMENT.cache_url.get_secret_value() or (
    _redis_database(2) if BROKER_URL.startswith("redis") else ""
)
if _CACHE_URL:
    CACHES = {
        "default": {
            "BACKEND": "core.cache.TolerantRedisCache",
            "LOCATION": _CACHE_URL,
            "KEY_FUNCTION": "django_tenants.cache.make_key",
            "REVERSE_KEY_FUNCTION": "django_tenants.cache.reverse_key",
            "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.2},
        },
        "registry": {
            "BACKEND": "core.cache.TolerantRedisCache",
            "LOCATION": _CACHE_URL,
            "KEY_PREFIX": "registry",
            "TIMEOUT": 60,
            "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.2},
        },
    }
else:
    raise ImproperlyConfigured("使用 RabbitMQ 时须另设 HONGLING_CACHE_URL（redis:// 地址）。")

# --- Web ---------------------------------------------------------------------------------------
ROOT_URLCONF = "hongling_api.tenant_urls"
PUBLIC_SCHEMA_URLCONF = "hongling_api.public_urls"
WSGI_APPLICATION = "core.wsgi.application"
MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "core.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tenants.middleware.TenantMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "core.access.middleware.AuthenticationMiddleware",
    "tenants.clients.middleware.ClientMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "core.request_log.RequestLogMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "core" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
        },
    }
]
CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'", "data:"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": CSP}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
# Files come in where a view says so and nowhere else.
FILE_UPLOAD_HANDLERS = ["core.attachments.uploads.NoFiles"]
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000

# --- Sessions and sign-in ----------------------------------------------------------------------
AUTH_USER_MODEL = "access.User"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
# `__Host-` names cannot be set by a sibling host; browsers ask for HTTPS with them, but for localhost.
_COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{_COOKIE_PREFIX}hongling_session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
# The token lives in the session: no cookie that a sibling host could plant is ever compared.
CSRF_USE_SESSIONS = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "core.access.passwords.LongEnough", "OPTIONS": {"characters": 10}},
    {"NAME": "core.access.passwords.ThreeKinds"},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {
        "NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "name"]},
    },
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# Messages stay in the session, which lives in the tenant's schema, instead of a cookie signed for all.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = LOGIN_URL
SIGN_IN_ATTEMPTS = 5
SIGN_IN_LOCK_MINUTES = 5
ACCOUNT_ADAPTER = "core.access.adapters.AccountAdapter"
ACCOUNT_FORMS = {"login": "core.access.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = False
# Counted in the shared cache, whose keys carry the schema: per tenant and account, and per address (an
# office of hundreds may share one). While the cache is away nothing is counted and people still sign in.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": f"60/m/ip,{SIGN_IN_ATTEMPTS}/{SIGN_IN_LOCK_MINUTES}m/key",
    "change_password": "10/m/user",
    "reauthenticate": "10/m/user",
}
# Behind HTTPS stands one proxy, which appends the client's address.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if HTTPS else 0
MFA_ADAPTER = "core.access.adapters.MFAAdapter"
MFA_FORMS = {
    "authenticate": "core.access.forms.SecondFactorForm",
    "reauthenticate": "core.access.forms.ConfirmForm",
    "activate_totp": "core.access.forms.EnrolForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "红领"
MFA_TOTP_TOLERANCE = 1

# --- Language, time, files ---------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
STATIC_URL = "/static/"
STATICFILES_DIRS = [path for path in [BASE_DIR / "static", BASE_DIR / "core" / "assets"] if path.is_dir()]
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = DATA_DIR / "media"
ATTACHMENTS_DIR = (ENVIRONMENT.attachments or DATA_DIR / "attachments").resolve()
"""Contents of attachments, one folder per tenant; belongs into every backup."""
ATTACHMENT_BYTES = ENVIRONMENT.attachment_bytes
ATTACHMENT_DRAFTS = ENVIRONMENT.attachment_drafts
"""How many uploads one user may have that no record has taken yet."""

# --- E-mail ------------------------------------------------------------------------------------
NOTICES_BY_MAIL = bool(ENVIRONMENT.email_url.get_secret_value())
"""Whether notices are also sent to those users who gave an address."""
(
    EMAIL_HOST,
    EMAIL_PORT,
    EMAIL_HOST_USER,
    EMAIL_HOST_PASSWORD,
    EMAIL_USE_SSL,
    EMAIL_USE_TLS,
) = mail.from_url(ENVIRONMENT.email_url.get_secret_value() or "smtp://127.0.0.1")
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = ENVIRONMENT.email_from or f"hongling@{PUBLIC_HOST}"

# --- Logs --------------------------------------------------------------------------------------
LOGGING = logs.configure(ENVIRONMENT.log_level)
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG

# --- Tasks -------------------------------------------------------------------------------------
CELERY_INCLUDE = [
    "core.access.tasks",
    "core.attachments.tasks",
    "core.audit.tasks",
    "core.notices.tasks",
    "core.obligations.tasks",
    "tenants.statistics.tasks",
]
"""Celery does not discover `<package>/<noun>/tasks.py`, so they are listed."""
CELERY_BROKER_URL = BROKER_URL
# After this long another worker takes over what a killed one held; the relay repeats it sooner.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 1,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = TIME_ZONE
WORKER_STATEMENT_TIMEOUT_MS = ENVIRONMENT.worker_statement_timeout_ms
