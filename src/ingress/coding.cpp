#include "ingress/coding.hpp"

#include "baton/formats/media.hpp"

namespace baton::ingress {

core::Result<void> check_coding(const Inbound& request) {
  const auto* coding = request.header(kCodingField);
  if (coding == nullptr || formats::is_uncoded(*coding)) return {};
  return core::Error{core::Errc::unsupported, "Content-Encoding: expected none",
                     std::string(kCodingField), "send the body as it is"};
}

}  // namespace baton::ingress
