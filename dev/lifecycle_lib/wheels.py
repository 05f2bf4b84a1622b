"""What is installed comes from the wheels, and works."""

from pathlib import Path

import odoo.addons.account_debt_collection as addon

home = Path(addon.__file__).parent
assert "site-packages" in home.parts, f"not from a wheel: {home}"
for name in ("bridges", "dev", ".ci", "docs"):
    assert not (home / name).exists(), f"the wheel has {name}"
assert (home / "i18n" / "fr.po").exists()
assert env.ref("account_debt_collection.cron_night").method_direct_trigger() is True
print(f"  {len(list(home.rglob('*')))} files, and a night")
