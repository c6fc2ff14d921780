"""Settings, all of them, read from the environment."""

import os
from pathlib import Path

from protocol_portal import environment

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("PORTAL_VAR") or BASE_DIR / "var")

PORTAL_MODE = environment.mode_of(os.environ)
TRY_OUT = environment.TRY_OUT == PORTAL_MODE
TESTING = os.environ.get("PORTAL_TESTING") == "true" and TRY_OUT

SECRET_KEY = environment.secret(os.environ, "SECRET_KEY", kept_in=VAR_DIR)
AUDIT_KEY = environment.secret(os.environ, "AUDIT_KEY", kept_in=VAR_DIR)
ACCOUNT_KEY = environment.secret(os.environ, "ACCOUNT_KEY", kept_in=VAR_DIR)
CHECKPOINT_KEY = environment.secret(os.environ, "CHECKPOINT_KEY", kept_in=VAR_DIR)
CHECKPOINT_DIR = environment.folder(
    os.environ, "CHECKPOINT_DIR", otherwise=VAR_DIR / "checkpoints"
)
CHECKPOINT_MAIL_TO = environment.listed(os.environ, "CHECKPOINT_MAIL_TO")
DEBUG = False
ALLOWED_HOSTS = environment.hosts(os.environ)
PORTAL_BASE_URL = os.environ.get("PORTAL_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [PORTAL_BASE_URL]

# Tests flush tables that nobody else may empty; nothing but the suite sets this.
PORTAL_MAY_FLUSH = TESTING

INSTALLED_APPS = [
    "protocol_portal",
    "concerns",
    "protocols",
    "councils",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "protocol_portal.middleware.security_headers",
    "protocol_portal.middleware.refuse_unsound",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "protocol_portal.session_limits.end_old_sessions",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "protocol_portal.middleware.note_when_seen",
    "protocol_portal.middleware.SecondFactorMiddleware",
]

ROOT_URLCONF = "protocol_portal.urls"
WSGI_APPLICATION = "protocol_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "protocol_portal.context.portal",
                "councils.sent_once.form_key",
            ],
        },
    },
]

DATABASES = {"default": environment.database(os.environ, folder=VAR_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "councils.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "protocol_portal.passwords.TwoCommonPasswordsValidator"},
    {"NAME": "protocol_portal.passwords.WordsOfTheHouseValidator"},
    {
        "NAME": (
            "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"
        )
    },
]
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24  # seconds that the link in a mail is good for
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "protocol_portal.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # An invitation has already reached the address.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300  # seconds
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = False  # councils/services/credentials.py tells.
ACCOUNT_FORMS = {
    "login": "protocol_portal.account_forms.SignInForm",
    "reset_password": "protocol_portal.account_forms.AskResetForm",
    "reset_password_from_key": "protocol_portal.account_forms.ResetForm",
    "change_password": "protocol_portal.account_forms.ChangeForm",
    "reauthenticate": "protocol_portal.account_forms.AgainForm",
    "add_email": "protocol_portal.account_forms.AddressForm",
}
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 1

SECOND_FACTOR_COMPULSORY = not TRY_OUT  # By office; see councils/roles.py.
MFA_ADAPTER = "protocol_portal.accounts.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Protocol portal"
MFA_TOTP_TOLERANCE = 1  # A phone's clock may be half a minute out.
MFA_ALLOW_UNVERIFIED_EMAIL = True  # Nobody signs up; an address to come may wait.
MFA_FORMS = {
    "authenticate": "protocol_portal.second_factor_forms.CodeForm",
    "reauthenticate": "protocol_portal.second_factor_forms.CodeAgainForm",
    "activate_totp": "protocol_portal.second_factor_forms.SetUpForm",
    "deactivate_totp": "protocol_portal.second_factor_forms.RemoveForm",
    "generate_recovery_codes": "protocol_portal.second_factor_forms.NewCodesForm",
}
ACCOUNT_RATE_LIMITS = {
    # Wrong passwords, codes and asking for mails: see councils/services/tries.py.
    "login_failed": None,
    "reauthenticate": None,
    "change_password": None,
    "reset_password": "20/m/ip",
}
# Tries are counted by address: on a server the one that its own proxy saw.
ALLAUTH_TRUSTED_PROXY_COUNT = 0 if TRY_OUT else 1

CRISPY_ALLOWED_TEMPLATE_PACKS = ("portal",)
CRISPY_TEMPLATE_PACK = "portal"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if TRY_OUT
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = TRY_OUT
WHITENOISE_ALLOW_ALL_ORIGINS = False

REDIS_URL = environment.redis(os.environ)
CACHES = {
    "default": environment.cache(os.environ),
    # What a process may forget, and no page waits for Redis to be told.
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
CELERY_BROKER_URL = REDIS_URL or None
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 300}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_SOFT_TIME_LIMIT = 120
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 700_000  # kilobytes
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE

vars().update(environment.mail(os.environ))
DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM", "portal@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

SESSION_ENGINE = "protocol_portal.session_store"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_LONGEST = 60 * 60 * 12  # seconds; a day's work, however busy
SESSION_LONGEST_UNUSED = 60 * 60
SESSION_COOKIE_AGE = SESSION_LONGEST
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "protocol_portal.views.form_refused"
# A cookie would carry the words of a message, names in it, past the session's end.
MESSAGE_STORAGE = "councils.messages.CouncilMessages"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if not TRY_OUT:
    # A browser takes such a name only over TLS, for this one host and its whole site.
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz/"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True

# Said aloud by an operator whose host has no sandbox to read people's files in.
READ_FILES_WITHOUT_SANDBOX = os.environ.get("READ_FILES_WITHOUT_SANDBOX") == "true"

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # bytes, files not counted
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "protocol_portal.logs.KnownKeys"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # Django's own would mail whole requests to whoever is named in ADMINS.
        "django": {"handlers": [], "propagate": True},
        "councils": {"level": "INFO"},
        "protocols": {"level": "INFO"},
        "protocol_portal": {"level": "INFO"},
    },
}

if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
