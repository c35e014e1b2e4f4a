"""Checks documents that list software by the published schemas: check-bill.py FILE...

Prints each fault; ends with 1 if there is one.
"""

import json
import sys

from packageurl import PackageURL


def cyclonedx_faults(text, document):
    from cyclonedx.model.bom import Bom
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    version = SchemaVersion.from_version(document["specVersion"])
    faults = [str(fault) for fault in JsonStrictValidator(version).validate_str(text, all_errors=True) or []]
    if not faults:
        # The model also demands what a schema cannot say: each reference is of one thing, and leads somewhere.
        Bom.from_json(document).validate()
    return faults + url_faults(part.get("purl") for part in document["components"])


def spdx_faults(path, document):
    from spdx_tools.spdx.parser.error import SPDXParsingError
    from spdx_tools.spdx.parser.parse_anything import parse_file
    from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

    try:
        faults = [fault.validation_message for fault in validate_full_spdx_document(parse_file(path))]
    except SPDXParsingError as error:
        faults = error.get_messages()
    references = (reference for package in document["packages"] for reference in package.get("externalRefs", []))
    return faults + url_faults(reference["referenceLocator"] for reference in references)


def url_faults(urls):
    """Package URLs that are not in their canonical form."""
    return [
        f"{url} should be {PackageURL.from_string(url)}"
        for url in urls
        if url and PackageURL.from_string(url).to_string() != url
    ]


def faults(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    document = json.loads(text)
    if document.get("bomFormat") == "CycloneDX":
        return cyclonedx_faults(text, document)
    return spdx_faults(path, document)


found = [f"{path}: {fault}" for path in sys.argv[1:] for fault in faults(path)]
print("\n".join(found))
sys.exit(1 if found else 0)
