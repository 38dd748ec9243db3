"""Settings of accounts: the cost of passwords, the limits of login attempts, and who creates accounts."""

from dataclasses import dataclass

from moothall.core.base.settings import setting


@dataclass(frozen=True)
class PeopleSettings:
    """The settings of accounts."""

    password_time_cost: int = setting(3, "argon2id: number of passes over the memory.")
    password_memory_kib: int = setting(32 * 1024, "argon2id: memory for one hash, in KiB.")
    password_parallelism: int = setting(1, "argon2id: number of lanes.")
    login_free_tries: int = setting(5, "Failed logins per account before further attempts are delayed.")
    network_free_tries: int = setting(
        40, "Failed logins per network address before further attempts are delayed. A classroom shares one address."
    )
    login_longest_wait: int = setting(300, "Maximum delay after failed logins, in seconds.")
    sign_up: bool = setting(True, "Let people create their own account. Administrators can always create accounts.")
    mails_free_tries: int = setting(
        3, "Emails to one address for sign-up, a new password or a new address before further ones are delayed."
    )
    mails_network_free_tries: int = setting(60, "The same per network address. A classroom shares one address.")


def includeme(config):
    config.add_feature_settings(PeopleSettings)
