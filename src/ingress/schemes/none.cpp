#include "ingress/schemes/scheme.hpp"

// No proof at all. It must be chosen explicitly, and the console shows it.
namespace baton::ingress {

constinit const Scheme kNone{.name = "none", .needs_secret = false};

}  // namespace baton::ingress
