"""Pictures in an object store, configured as an operator does: an address, and the cloud's own variables."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.errors import ConfigurationError, StoreError
from storage.objects import BlobObjects
from storage.store import open_store
from tests.contracts.store_blobs import BlobContract
from tests.emulators.objects import ObjectServer, object_server
from tests.fakes.clock import FakeClock


@pytest.fixture
async def cloud(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ObjectServer]:
    async with object_server("bucket", "AKIDEXAMPLE") as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret of the tests")
        monkeypatch.setenv("AWS_REGION", "eu-central-1")
        yield server


@pytest.fixture
def blobs(cloud: ObjectServer) -> BlobObjects:
    del cloud
    return BlobObjects.at("s3://bucket/pictures")


class TestBlobObjects(BlobContract):
    async def test_a_picture_lies_below_the_prefix_by_its_hash(self, blobs: BlobObjects, cloud: ObjectServer) -> None:
        digest = await blobs.put(b"a picture")
        assert cloud.objects == {f"pictures/{digest[:2]}/{digest[2:4]}/{digest}": b"a picture"}

    async def test_trouble_is_a_store_error_in_one_line(self, blobs: BlobObjects, cloud: ObjectServer) -> None:
        digest = await blobs.put(b"a picture")
        cloud.failing = True
        for trouble in (blobs.put(b"another"), blobs.get(digest), blobs.delete(digest)):
            with pytest.raises(StoreError) as raised:
                await trouble
            assert "\n" not in str(raised.value)
            assert "secret of the tests" not in str(raised.value)

    @pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64])
    async def test_a_hash_is_no_way_out(self, blobs: BlobObjects, digest: str) -> None:
        with pytest.raises(StoreError, match="hash"):
            await blobs.get(digest)


async def test_the_store_keeps_its_pictures_there(cloud: ObjectServer, file: Path, tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{file}"
    store = await open_store(url, tmp_path, b"a secret", FakeClock(), pictures="s3://bucket/pictures")
    digest = await store.blobs.put(b"a picture")
    await store.close()
    assert list(cloud.objects.values()) == [b"a picture"]
    assert not (tmp_path / "pictures").exists()
    assert digest in next(iter(cloud.objects))


@pytest.mark.parametrize("url", ["ftp://x/y", "nonsense"])
def test_another_address_is_named(url: str) -> None:
    with pytest.raises(ConfigurationError, match="BANANABOT_PICTURES_URL"):
        BlobObjects.at(url)
