"""Settings: read once from the environment, every fault reported together.

With nothing set, everything runs on the embedded defaults: SQLite, files and generated keys under
`VAR_DIR`. As soon as a real database or a public address is set, keys must be given from outside:
a service that holds poor people's papers must not start on a key nobody keeps.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from backend.ciphers import AES, SM4, missing
from backend.providers import Providers, WechatAccount, read_providers

NATIONAL = "000000000000"
_KEY_BYTES = 32
_KEYS_MISSING = (
    "设置了 DATABASE_URL 或 PUBLIC_BASE_URL 时，SECRET_KEY 和 DATA_KEYS 也必须设置；"
    "用 `python -m backend keys` 生成，妥善保存，与数据分开备份。"
)


class SettingsInvalid(Exception):
    """One or more settings cannot be used; `faults` holds one Chinese sentence for each."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("配置有误，服务没有启动：\n" + "\n".join(f"- {fault}" for fault in faults))


@dataclass(frozen=True)
class DataKey:
    """One data key: `kid` names it inside every envelope, `secret` is 32 random bytes, `alg` says what
    is sealed with it. It goes with the name (`sm…` is SM4-GCM), so that no key changes its cipher."""

    kid: str
    secret: bytes = field(repr=False)
    alg: str = AES


@dataclass(frozen=True)
class Settings:
    """Everything the environment may say, checked; the table stands in README.md."""

    var_dir: Path
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    data_keys: tuple[DataKey, ...] = field(repr=False)
    search_hash: str = "sha256"
    port: int = 8000
    host: str = "127.0.0.1"
    redis_url: str = field(default="", repr=False)
    public_base_url: str = "http://127.0.0.1:8000"
    home_region: str = "410482000000"
    behind_proxy: bool = False
    senders: str = "console"
    providers: Providers = field(default_factory=Providers)
    second_factor: str = "offered"
    view_budget: int = 80
    attachment_scanner: str = ""
    content_root: Path = Path(__file__).resolve().parent.parent

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def wechat(self) -> WechatAccount:
        return self.providers.wechat

    @property
    def under_tls(self) -> bool:
        """Whether residents reach us by https: decides Secure cookies, `__Host-` names, HSTS."""
        return self.public_base_url.startswith("https://")


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read `environ` (default: the process's) into Settings.

    Creates `VAR_DIR` and, only on the embedded defaults, makes missing keys there (mode 0600).

    Raises SettingsInvalid naming every fault at once.
    """
    env = dict(os.environ if environ is None else environ)
    faults: list[str] = []
    var_dir = Path(env.get("VAR_DIR") or "var").resolve()
    port = _port(env, faults)
    _check_forms(env, faults)
    exposed = bool(env.get("DATABASE_URL") or env.get("PUBLIC_BASE_URL"))
    providers = read_providers(env, faults)
    secret_key, data_keys = _keys(env, var_dir, exposed, faults)
    if faults:
        raise SettingsInvalid(faults)
    return Settings(
        var_dir=var_dir,
        database_url=env.get("DATABASE_URL") or f"sqlite:///{var_dir / 'yimenzhu.sqlite3'}",
        secret_key=secret_key,
        data_keys=data_keys,
        search_hash=_search_hash(env, data_keys),
        port=port,
        host=env.get("HOST") or "127.0.0.1",
        redis_url=env.get("REDIS_URL", ""),
        public_base_url=(env.get("PUBLIC_BASE_URL") or f"http://127.0.0.1:{port}").rstrip("/"),
        home_region=env.get("HOME_REGION") or "410482000000",
        behind_proxy=env.get("BEHIND_PROXY", "") in {"1", "true", "yes"},
        senders=env.get("SENDERS") or "console",
        providers=providers,
        second_factor=env.get("SECOND_FACTOR") or ("required" if exposed else "offered"),
        view_budget=int(env.get("VIEW_BUDGET") or 80),
        attachment_scanner=env.get("ATTACHMENT_SCANNER", ""),
    )


# name -> (pattern the value must match when it is set, what to write instead)
_FORMS = {
    "DATABASE_URL": (
        r"(sqlite:///|postgresql\+psycopg://).+",
        "应写成 postgresql+psycopg://用户:密码@主机/库名，或 sqlite:///路径。",
    ),
    "PUBLIC_BASE_URL": (
        r"https?://[A-Za-z0-9.\-]+(:[0-9]+)?/?",
        "应是居民看到的网址，如 https://shehuijiuzhu.example.gov.cn，不带路径。",
    ),
    "HOME_REGION": (r"[0-9]{12}", "应是 12 位区划代码，如 410482000000。"),
    "REDIS_URL": (r"(redis|rediss|unix)://.+", "应以 redis:// 开头；不用 Redis 就不要设置它。"),
    "SEARCH_HASH": (r"sha256|sm3", "只能是 sha256 或 sm3。"),
    "SENDERS": (r"console|recording", "只能是 console 或 recording。"),
    "SECOND_FACTOR": (r"required|offered", "只能是 required（主管、审计、管理员必开）或 offered。"),
    "VIEW_BUDGET": (r"[0-9]{1,4}", "应是 0 到 9999 的整数：每人每天查看多少件别人办件的完整信息。"),
    "ATTACHMENT_SCANNER": (
        r"/[^\s]+|[A-Za-z0-9.\-]+:[0-9]{1,5}",
        "应是 clamd 的套接字路径（/ 开头）或 主机:端口；不用病毒扫描就不要设置它。",
    ),
    "WECHAT_API_BASE": (r"https?://[^\s/]+/?", "应是接口网址，如 https://api.weixin.qq.com。"),
}


def _check_forms(env: Mapping[str, str], faults: list[str]) -> None:
    for name, (pattern, advice) in _FORMS.items():
        if env.get(name) and not re.fullmatch(pattern, env[name], re.ASCII):
            faults.append(f"{name} {advice}")


def _port(env: Mapping[str, str], faults: list[str]) -> int:
    text = env.get("PORT") or "8000"
    if re.fullmatch(r"[0-9]{1,5}", text, re.ASCII) and 0 < int(text) < 65536:
        return int(text)
    faults.append("PORT 应是 1 到 65535 之间的整数。")
    return 8000


def _keys(
    env: Mapping[str, str], var_dir: Path, exposed: bool, faults: list[str]
) -> tuple[str, tuple[DataKey, ...]]:
    secret_text, keys_text = env.get("SECRET_KEY", ""), env.get("DATA_KEYS", "")
    if exposed and not (secret_text and keys_text):
        faults.append(_KEYS_MISSING)
    if secret_text and len(secret_text) < 32:
        faults.append("SECRET_KEY 太短，至少 32 个字符的随机串。")
    keys = parse_data_keys(keys_text, faults) if keys_text else ()
    if faults:
        return secret_text, keys
    _check_national(env, keys, faults)
    secret_text = secret_text or _kept(var_dir, "secret_key", lambda: secrets.token_urlsafe(48))
    if not keys:
        keys = parse_data_keys(_kept(var_dir, "data_keys", new_data_key), faults)
    return secret_text, keys


def _check_national(env: Mapping[str, str], keys: Sequence[DataKey], faults: list[str]) -> None:
    """Refuse to start where SM4 and SM3 are asked for and are not to be had: not at the first seal."""
    has_sm4 = any(key.alg == SM4 for key in keys)
    if env.get("SEARCH_HASH") == "sm3" and not has_sm4:
        faults.append("SEARCH_HASH=sm3 要 DATA_KEYS 里至少有一把国密钥匙（sm 开头）。")
    if env.get("SEARCH_HASH") == "sha256" and keys and keys[-1].alg == SM4:
        faults.append("DATA_KEYS 最后一把是国密钥匙，检索指纹就是 SM3，不能设 SEARCH_HASH=sha256。")
    if has_sm4 and (lacking := missing()):
        faults.append(
            f"DATA_KEYS 里有国密钥匙，可是这台机器的 cryptography 不带 {lacking}（多半是系统自带的"
            "版本）。请在虚拟环境里用 pip 装官方的 cryptography，或者先换回不带 sm 的钥匙。"
        )


def _search_hash(env: Mapping[str, str], keys: Sequence[DataKey]) -> str:
    default = "sm3" if keys and keys[-1].alg == SM4 else "sha256"
    return env.get("SEARCH_HASH") or default


def new_data_key(alg: str = AES) -> str:
    """Give a fresh data key in the form DATA_KEYS takes: `kid:base64`, `sm…:sm4gcm:base64`."""
    name = ("sm" if alg == SM4 else "k") + secrets.token_hex(4)
    kid = f"{name}:{SM4}" if alg == SM4 else name
    return f"{kid}:{base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()}"


def parse_data_keys(text: str, faults: list[str]) -> tuple[DataKey, ...]:
    """Parse `kid:base64,sm…:sm4gcm:base64` (newest first); each key is 32 bytes. Appends to `faults`."""
    keys: list[DataKey] = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        named, _, encoded = part.rpartition(":")
        kid, _, written = named.partition(":")
        alg = written or AES
        try:
            secret = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            secret = b""
        if len(secret) != _KEY_BYTES or len(set(secret)) < 8 or not re.fullmatch(r"\w{0,16}", kid):
            faults.append("DATA_KEYS 里每把钥匙应是 32 个随机字节的 base64，写成 名称:base64。")
        elif alg not in (AES, SM4):
            faults.append(f"DATA_KEYS 里 {kid} 的算法只能是 {AES}（可以不写）或 {SM4}。")
        elif (alg == SM4) != kid.startswith("sm"):
            faults.append(
                f"DATA_KEYS 里 {kid or 'k0'}：国密钥匙（{SM4}）的名称以 sm 开头，别的不能这样开头。"
                "要换算法，请在最前面加一把新的，旧的原样留着。"
            )
        else:
            keys.append(DataKey(kid or "k0", secret, alg))
    if len({key.kid for key in keys}) != len(keys):
        faults.append("DATA_KEYS 里有两把钥匙同名，名称不能重复。")
    return tuple(keys)


def _kept(var_dir: Path, name: str, make: Callable[[], str]) -> str:
    """Read a generated key kept beside the data, making it once; created exclusively, mode 0600."""
    folder = var_dir / "keys"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / name
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _wait_for_text(path)
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write(make())
        stream.flush()
        os.fsync(stream.fileno())
    return path.read_text("ascii")


def _wait_for_text(path: Path) -> str:
    """Another process may be writing the key this instant; a moment later it is whole."""
    for _ in range(50):
        text = path.read_text("ascii").strip()
        if text:
            return text
        time.sleep(0.02)
    raise SettingsInvalid([f"钥匙文件是空的：{path.name}。请从备份放回，或删除它后重启。"])
