#include "ingress/coding.hpp"

#include "baton/core/text.hpp"

namespace baton::ingress {

core::Result<void> check_coding(const Inbound& request) {
  const auto* coding = request.header("content-encoding");
  if (coding == nullptr || core::same_no_case(*coding, "identity")) return {};
  return core::Error{
      core::Errc::unsupported, "Content-Encoding: expected none", "content-encoding", {}};
}

}  // namespace baton::ingress
