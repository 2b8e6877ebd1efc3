#include "app/loopback.hpp"

#include <boost/asio/ip/address.hpp>

namespace baton::app {

bool is_loopback(const std::string& host) {
  if (host == "localhost") return true;
  boost::system::error_code no_address;
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  const auto address =
      boost::asio::ip::make_address(bracketed ? host.substr(1, host.size() - 2) : host, no_address);
  return !no_address && address.is_loopback();
}

}  // namespace baton::app
