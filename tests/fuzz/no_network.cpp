// What the fuzz targets link in place of the HTTP client and of the store of secrets: nothing that
// they call may reach them.
#include "baton/connectors/http_client.hpp"
#include "baton/connectors/secret_store.hpp"

#include <cstdlib>

namespace baton::connectors {

boost::asio::awaitable<HttpOutcome> HttpClient::exchange(formats::Origin /*origin*/,
                                                         const formats::Egress& /*egress*/,
                                                         HttpRequest /*request*/) {
  std::abort();
}

SecretStore::Found SecretStore::find(std::string_view /*name*/) const { std::abort(); }

}  // namespace baton::connectors
