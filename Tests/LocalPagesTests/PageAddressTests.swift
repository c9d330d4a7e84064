import Testing

@testable import LocalPages

/// Only this machine may ask for pages.
@Suite struct PageAddressTests {
  @Test(
    "Addresses of loopback are taken",
    arguments: [
      ("127.0.0.1:8080", "127.0.0.1", 8080, "http://127.0.0.1:8080/"),
      ("127.9.8.7:1", "127.9.8.7", 1, "http://127.9.8.7:1/"),
      ("localhost:80", "127.0.0.1", 80, "http://127.0.0.1:80/"),
      (":0", "127.0.0.1", 0, "http://127.0.0.1:0/"),
      ("[::1]:65535", "::1", 65535, "http://[::1]:65535/"),
    ])
  func loopback(text: String, host: String, port: Int, url: String) throws {
    let address = try #require(PageAddress(text))
    #expect(address.host == host && address.port == port && address.url == url)
  }

  @Test(
    "Everything else is refused",
    arguments: [
      "", "8080", "0.0.0.0:8080", "192.168.1.4:80", "[::]:80", "127.0.0.1", "127.0.0.1:65536", "127.0.0.1:-1",
      "127.0.0:80", "127.0.0.256:80", "127.0.0.1.example:80", "example.org:80", "[::1]80", "127.0.0.1:8080 ",
    ])
  func refused(text: String) { #expect(PageAddress(text) == nil) }

  @Test("A Host header of another name is none of ours, wherever the name points")
  func hostHeader() {
    for name in ["localhost", "localhost:8080", "127.0.0.1", "127.0.0.1:8080", "[::1]", "[::1]:8080"] {
      #expect(PageAddress.isLocal(hostHeader: name), "\(name)")
    }
    for name in ["", ":80", "evil.example", "evil.example:8080", "127.0.0.1.evil.example", "10.0.0.1:80"] {
      #expect(!PageAddress.isLocal(hostHeader: name), "\(name)")
    }
  }
}
