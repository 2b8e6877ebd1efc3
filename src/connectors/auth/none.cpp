#include "connectors/auth/auth.hpp"

// No proof at all, for addresses that need none.
namespace baton::connectors {

constinit const AuthRow kAuthNone{.kind = "none"};

}  // namespace baton::connectors
