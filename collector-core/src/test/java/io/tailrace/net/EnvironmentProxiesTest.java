// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of Go's {@code golang.org/x/net/http/httpproxy}. */
class EnvironmentProxiesTest {

  private static EnvironmentProxies of(String... namesAndValues) {
    var environment = new java.util.HashMap<String, String>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      environment.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new EnvironmentProxies(environment);
  }

  @Test
  void find_schemeDecides() {
    var proxies = of("HTTPS_PROXY", "http://s:1", "http_proxy", "p");
    assertThat(proxies.find(true, "a", 443)).contains(InetSocketAddress.createUnresolved("s", 1));
    assertThat(proxies.find(false, "a", 80)).contains(InetSocketAddress.createUnresolved("p", 80));
    assertThat(of().find(true, "a", 443)).isEmpty();
    assertThat(of("HTTP_PROXY", "p:1", "REQUEST_METHOD", "GET").find(false, "a", 80)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*|a.example|443|false",
        "example.com|example.com|443|false",
        "example.com|a.EXAMPLE.com|443|false",
        "example.com|badexample.com|443|true",
        ".example.com|a.example.com|443|false",
        ".example.com|example.com|443|true",
        "*.example.com|a.example.com|443|false",
        "example.com:8443|example.com|8443|false",
        "example.com:8443|example.com|443|true",
        "x, 10.0.0.0/8 ,y|10.200.3.4|443|false",
        "10.0.0.0/8|11.0.0.1|443|true",
        "10.0.0.0/8|ten.example|443|true",
        "192.0.2.1|192.0.2.1|443|false",
        "192.0.2.1:80|192.0.2.1|443|true",
        "fd00::/8|[fd12::1]|443|false",
        "fd12::1|fd12::1|443|false",
        "[fd12::1]:443|fd12::1|443|false",
        "''|localhost|443|false",
        "''|127.8.8.8|443|false",
        "''|::1|443|false",
        "''|example.com|443|true",
      })
  void find_noProxy_namesTheExceptions(String noProxy, String host, int port, boolean proxied) {
    var proxies = of("HTTPS_PROXY", "p:1", "NO_PROXY", noProxy);
    assertThat(proxies.find(true, host, port).isPresent()).isEqualTo(proxied);
    var selected = proxies.selector().select(uri(host, port));
    assertThat(selected.getFirst().type()).isEqualTo(proxied ? Proxy.Type.HTTP : Proxy.Type.DIRECT);
  }

  private static URI uri(String host, int port) {
    boolean bare = host.contains(":") && !host.startsWith("[");
    return URI.create("https://" + (bare ? "[" + host + "]" : host) + ":" + port + "/v1/traces");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://ann:sesame@p:1", "socks5://sesame:1", "https://sesame:1", ":::"})
  void parse_whatIsNotSupported_isRefusedWithoutItsText(String proxy) {
    assertThatThrownBy(() -> new EnvironmentProxies(Map.of("https_proxy", proxy)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("HTTPS_PROXY (environment): not a proxy")
        .hasMessageNotContaining("sesame");
  }
}
