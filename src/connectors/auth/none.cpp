#include "connectors/auth/auth.hpp"

// No proof at all.
namespace baton::connectors {

constinit const AuthRow kAuthNone{.kind = "none"};

}  // namespace baton::connectors
