#include "ingress/schemes/signature.hpp"

// docs.github.com, Validating webhook deliveries.
namespace baton::ingress {

constinit const Scheme kGithub{
    .name = "github", .verify = verify_hub_256, .signs_body_alone = true};

}  // namespace baton::ingress
