"""Factories of the ground floor's people and small tables: fixed defaults, and the same code or name gives the same row."""

from datetime import date
from typing import Any

import factory
from django.contrib.auth.hashers import make_password

from bureau.models import Category, Office, Officer, Township, User
from bureau.roles import Role

PASSWORD = "correct-horse-12365"
CERTIFICATE_VALID_UNTIL = date(2035, 12, 31)
CERTIFICATE_EXPIRED_ON = date(2020, 12, 31)


class OfficeFactory(factory.django.DjangoModelFactory):
    """The inspection brigade; `desk=True` the complaint desk, `head=True` the headquarters."""

    class Meta:
        model = Office
        django_get_or_create = ("code",)

    class Params:
        desk = factory.Trait(code="desk-12365", name="12365举报投诉中心", name_en="12365 Complaint and Report Centre", is_desk=True)
        head = factory.Trait(code="headquarters", name="局机关", name_en="Bureau headquarters")
        retired = factory.Trait(code="old-branch", name="撤销的分局", active=False)

    code = "inspection"
    name = "稽查大队"
    name_en = "Inspection Brigade"


class UserFactory(factory.django.DjangoModelFactory):
    """Somebody of the complaint desk without a role; the password is `PASSWORD`. `tests.people` knows everybody by role."""

    class Meta:
        model = User
        django_get_or_create = ("username",)

    class Params:
        at_headquarters = factory.Trait(office=factory.SubFactory(OfficeFactory, head=True))
        at_inspection = factory.Trait(office=factory.SubFactory(OfficeFactory))
        inactive = factory.Trait(is_active=False)
        without_password = factory.Trait(password=make_password(None))

    username = "person"
    display_name = "某某"
    phone = "13800000000"
    email = factory.LazyAttribute(lambda user: f"{user.username}@bureau.example")
    office = factory.SubFactory(OfficeFactory, desk=True)
    password = factory.LazyFunction(lambda: make_password(PASSWORD))
    roles: Any = factory.LazyFunction(list)


class OfficerFactory(factory.django.DjangoModelFactory):
    """An enforcement certificate with its holder; `expired=True` has run out."""

    class Meta:
        model = Officer
        django_get_or_create = ("certificate_number",)

    class Params:
        expired = factory.Trait(
            certificate_number="苏08049999",
            certificate_expires_on=CERTIFICATE_EXPIRED_ON,
            user=factory.SubFactory(
                UserFactory, username="expired-officer", display_name="何永福", roles=[Role.OFFICER.value], at_inspection=True
            ),
        )

    user = factory.SubFactory(UserFactory, username="officer", display_name="赵建军", roles=[Role.OFFICER.value], at_inspection=True)
    certificate_number = "苏08040001"
    certificate_expires_on = CERTIFICATE_VALID_UNTIL


class TownshipFactory(factory.django.DjangoModelFactory):
    """The district town; `retired=True` one that no longer exists."""

    class Meta:
        model = Township
        django_get_or_create = ("code",)

    class Params:
        retired = factory.Trait(code="old-township", label="撤并乡", label_en="Merged Township", active=False)

    code = "huaicheng"
    label = "淮城镇"
    label_en = "Huaicheng Town"
    order = 10


class CategoryFactory(factory.django.DjangoModelFactory):
    """Packaged food under food; `top=True` the parent itself."""

    class Meta:
        model = Category
        django_get_or_create = ("code",)

    class Params:
        top = factory.Trait(code="food", label="食品", label_en="Food", parent=None)
        retired = factory.Trait(code="food-old", label="停用类别", label_en="Retired category", active=False)

    code = "food-packaged"
    label = "预包装食品"
    label_en = "Packaged food"
    order = 10
    parent = factory.SubFactory("tests.factories.bureau.CategoryFactory", top=True)
