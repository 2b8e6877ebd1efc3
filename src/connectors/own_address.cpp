#include "connectors/own_address.hpp"

#include "baton/formats/egress.hpp"

#include <algorithm>
#include <ifaddrs.h>
#include <netinet/in.h>

namespace baton::connectors {

bool is_own(const boost::asio::ip::address& given) {
  const auto four = formats::inner_v4(given);
  if (four && (*four >> 24U == 127 || *four == 0)) return true;
  if (given.is_v6() && (given.to_v6().is_loopback() || given.to_v6().is_unspecified())) return true;
  ifaddrs* all = nullptr;
  if (::getifaddrs(&all) != 0) return false;
  bool own = false;
  for (const auto* one = all; one != nullptr && !own; one = one->ifa_next) {
    if (one->ifa_addr == nullptr) continue;
    if (one->ifa_addr->sa_family == AF_INET && four) {
      own = ntohl(reinterpret_cast<const sockaddr_in*>(one->ifa_addr)->sin_addr.s_addr) == *four;
    } else if (one->ifa_addr->sa_family == AF_INET6 && given.is_v6()) {
      const auto* bytes = reinterpret_cast<const sockaddr_in6*>(one->ifa_addr)->sin6_addr.s6_addr;
      const auto mine = given.to_v6().to_bytes();
      own = std::equal(mine.begin(), mine.end(), bytes);
    }
  }
  ::freeifaddrs(all);
  return own;
}

}  // namespace baton::connectors
