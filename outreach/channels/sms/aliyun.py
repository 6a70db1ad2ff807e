"""SMS by Alibaba Cloud (阿里云短信服务), through its SDK. The approved template there is one variable: `${content}`."""

import json

from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_dysmsapi20170525.models import SendSmsRequest
from alibabacloud_tea_openapi.exceptions import ServerException, ThrottlingException
from alibabacloud_tea_openapi.utils_models import Config
from darabonba.runtime import RuntimeOptions
from django.conf import settings
from Tea.exceptions import TeaException, UnretryableException

from outreach.channels.sms import Adapter, NotEver, NotNow, Unreachable

TIMEOUT_MS = 8000
# What passes by itself or is mended by an administrator: limits, their faults (isp.*), our account. Anything else is about the message.
PASSING = (
    "isp.",
    "isv.ACCOUNT_",
    "isv.AMOUNT_NOT_ENOUGH",
    "isv.BUSINESS_LIMIT_CONTROL",
    "isv.DAY_LIMIT_CONTROL",
    "isv.OUT_OF_SERVICE",
    "Forbidden",
    "InternalError",
    "InvalidAccessKeyId",
    "ServiceUnavailable",
    "SignatureDoesNotMatch",
    "Throttling",
)


class AliyunAdapter:
    """Speaks to settings.ALIYUN_SMS["endpoint"]; `protocol` there may be "http" for a stand-in on this machine."""

    def is_configured(self) -> bool:
        """Whether keys, template and endpoint are set."""
        chosen = settings.ALIYUN_SMS
        return all(chosen.get(name) for name in ("access_key_id", "access_key_secret", "template_code", "endpoint"))

    def send_one(self, *, to: str, text: str, reference: str) -> str:
        """Hand one SMS over; the reference travels as OutId and comes back in the provider's reports."""
        request = SendSmsRequest(
            phone_numbers=to,
            sign_name=settings.SMS_SIGN_NAME,
            template_code=settings.ALIYUN_SMS["template_code"],
            template_param=json.dumps({"content": text}, ensure_ascii=False),
            out_id=reference,
        )
        runtime = RuntimeOptions(connect_timeout=TIMEOUT_MS, read_timeout=TIMEOUT_MS, autoretry=False, max_attempts=1)
        try:
            body = _client().send_sms_with_options(request, runtime).body
        except UnretryableException as error:
            raise Unreachable(f"aliyun: {type(error.inner_exception).__name__}") from error
        except (ServerException, ThrottlingException) as error:
            raise NotNow(f"aliyun: {error.code}") from error
        except TeaException as error:
            raise _refusal(str(error.code)) from error
        if body.code != "OK":
            raise _refusal(str(body.code))
        return str(body.biz_id)


def _client() -> Client:
    chosen = settings.ALIYUN_SMS
    return Client(
        Config(
            access_key_id=chosen["access_key_id"],
            access_key_secret=chosen["access_key_secret"],
            endpoint=chosen["endpoint"],
            protocol=chosen.get("protocol", "https"),
        )
    )


def _refusal(code: str) -> NotNow | NotEver:
    """The provider's code as one of our two kinds of refusal; its message may hold the number and is left out."""
    return NotNow(f"aliyun: {code}") if code.startswith(PASSING) else NotEver(f"aliyun: {code}")


adapter: Adapter = AliyunAdapter()
