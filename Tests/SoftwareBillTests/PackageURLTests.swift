import Testing

@testable import SoftwareBill

@Suite struct PackageURLTests {
    private static let debian = OperatingSystem(identifier: "debian", version: "12", name: "Debian")

    @Test(arguments: [
        (
            SoftwarePackage(system: .dpkg, name: "attr", version: "1:2.4.47-2+b1", architecture: "amd64", place: "/"),
            "pkg:deb/debian/attr@1:2.4.47-2%2Bb1?arch=amd64&distro=debian-12"
        ),
        (
            SoftwarePackage(
                system: .rpm, name: "centerim", version: "4.22.10-1.el6", architecture: "i686", epoch: "1", place: "/"),
            "pkg:rpm/debian/centerim@4.22.10-1.el6?arch=i686&distro=debian-12&epoch=1"
        ),
        (
            SoftwarePackage(system: .apk, name: "curl", version: "7.83.0-r0", architecture: "x86_64", place: "/"),
            "pkg:apk/debian/curl@7.83.0-r0?arch=x86_64&distro=debian-12"
        ),
        (
            SoftwarePackage(system: .pip, name: "Zope._Interface", version: "1~2", place: "/"),
            "pkg:pypi/zope-interface@1~2"
        ),
        (
            SoftwarePackage(system: .npm, name: "@angular/animation", version: "12.3.1", place: "/"),
            "pkg:npm/%40angular/animation@12.3.1"
        ),
        (SoftwarePackage(system: .npm, name: "a b", version: "1 ?#", place: "/"), "pkg:npm/a%20b@1%20%3F%23"),
    ])
    func `each package has the name that tools know`(package: SoftwarePackage, url: String) {
        #expect(package.url(on: Self.debian).text == url)
    }

    @Test func `a system without a version is its own distribution`() {
        let package = SoftwarePackage(system: .apk, name: "ä", version: "", place: "/")
        let system = OperatingSystem(identifier: "void")
        #expect(package.url(on: system).text == "pkg:apk/void/%C3%A4?distro=void")
    }
}
