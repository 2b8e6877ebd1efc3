#include "baton/formats/proxy.hpp"

#include "baton/core/encoding.hpp"
#include "baton/core/text.hpp"

#include <algorithm>
#include <utility>

namespace baton::formats {

namespace {

core::Error no_proxy(std::string message) {
  return {core::Errc::invalid,
          std::move(message),
          {},
          "write http://proxy.example.com:3128, or http://user:password@proxy.example.com:3128"};
}

std::vector<std::string> names_of(std::string_view list) {
  std::vector<std::string> names;
  for (std::size_t from = 0; from <= list.size();) {
    const auto end = std::min(list.find(',', from), list.size());
    auto name = core::lower(core::trim(list.substr(from, end - from)));
    while (name.starts_with('.')) name.erase(0, 1);
    // An IPv6 address has several colons, and no port here.
    const auto colon = name.find(':');
    if (colon != std::string::npos && name.find(':', colon + 1) == std::string::npos)
      name.erase(colon);
    if (!name.empty()) names.push_back(std::move(name));
    from = end + 1;
  }
  return names;
}

}  // namespace

bool Proxy::serves(std::string_view host) const {
  return std::none_of(except.begin(), except.end(), [host](const std::string& name) {
    const bool below = host.size() > name.size() && host.ends_with(name) &&
                       host[host.size() - name.size() - 1] == '.';
    return name == "*" || host == name || below;
  });
}

core::Result<Proxy> parse_proxy(std::string_view url, std::string_view except) {
  constexpr std::string_view kScheme = "http://";
  if (!url.starts_with(kScheme))
    return no_proxy("a proxy is spoken to in plain http: expected http://");
  auto rest = url.substr(kScheme.size());
  Proxy proxy;
  if (const auto at = rest.rfind('@'); at != std::string_view::npos) {
    const auto user = core::percent_decode(rest.substr(0, at));
    if (!user || user->find(':') == std::string::npos)
      return no_proxy("before the \"@\" of a proxy stand a user and a password");
    proxy.authorization = core::Secret("Basic " + core::to_base64(*user));
    rest = rest.substr(at + 1);
  }
  auto address = parse_url(std::string(kScheme) + std::string(rest));
  if (!address) return no_proxy("the address of the proxy: " + address.error().message);
  if (!address->path.empty() || !address->query.empty())
    return no_proxy("the address of a proxy has no path and no query");
  proxy.origin = std::move(address->origin);
  proxy.except = names_of(except);
  return proxy;
}

}  // namespace baton::formats
