// What the fuzz targets link in place of the HTTP client: nothing that they call may reach it.
#include "baton/connectors/http_client.hpp"

#include <cstdlib>

namespace baton::connectors {

boost::asio::awaitable<HttpOutcome> HttpClient::exchange(formats::Origin /*origin*/,
                                                         const formats::Egress& /*egress*/,
                                                         HttpRequest /*request*/) {
  std::abort();
}

}  // namespace baton::connectors
