#include "connectors/curl/guard.hpp"

#include "baton/formats/url.hpp"
#include "connectors/own_address.hpp"

#include <cstring>
#include <netinet/in.h>
#include <new>
#include <optional>
#include <sys/socket.h>

namespace baton::connectors {

namespace {

namespace ip = boost::asio::ip;

std::optional<ip::address> address_of_socket(const sockaddr& from) {
  if (from.sa_family == AF_INET) {
    sockaddr_in four{};
    std::memcpy(&four, &from, sizeof four);
    return ip::make_address_v4(ntohl(four.sin_addr.s_addr));
  }
  if (from.sa_family != AF_INET6) return std::nullopt;
  sockaddr_in6 six{};
  std::memcpy(&six, &from, sizeof six);
  ip::address_v6::bytes_type bytes{};
  std::memcpy(bytes.data(), &six.sin6_addr, bytes.size());
  return ip::address_v6(bytes, six.sin6_scope_id);
}

}  // namespace

void add_text(CurlList& list, const std::string& text) {
  auto* longer = curl_slist_append(list.get(), text.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  list.release();
  list.reset(longer);
}

void CurlGuard::install(CURL* easy) {
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &open);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
  if (way_.addresses.empty()) return;
  std::string found;
  for (const auto& one : way_.addresses)
    found += (found.empty() ? "" : ",") + formats::bracketed_host(one.to_string());
  add_text(resolved_, way_.origin.host + ":" + std::to_string(way_.origin.port) + ":" + found);
  curl_easy_setopt(easy, CURLOPT_RESOLVE, resolved_.get());
}

std::string CurlGuard::objection(const ip::address& address) const {
  if (auto why = way_.egress.objection(address, way_.encrypted); !why.empty()) return why;
  const bool own = way_.own_port != 0 && way_.own_port == way_.origin.port && is_own(address);
  return own ? "it is this server itself" : "";
}

curl_socket_t CurlGuard::open(void* self, curlsocktype /*purpose*/, curl_sockaddr* address) {
  auto& guard = *static_cast<CurlGuard*>(self);
  const auto where = address_of_socket(address->addr);
  const auto why = where ? guard.objection(*where) : "it is no address of the internet";
  if (why.empty())
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  guard.refusal_ = guard.way_.origin.host + ": " + why;
  return CURL_SOCKET_BAD;
}

}  // namespace baton::connectors
