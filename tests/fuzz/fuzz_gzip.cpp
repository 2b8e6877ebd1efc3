// Bodies that are called gzip: whatever they are, no more than the limit comes into memory, and the
// same bytes give the same text.
#include "connectors/inflate.hpp"
#include "fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace baton;
  constexpr std::size_t kBytesMax = 65'536;
  const fuzz::Exact input(fuzz::text_of(data, size));
  const auto text = connectors::inflate_gzip(input.view(), kBytesMax);
  if (!text) return 0;
  fuzz::hold(text->size() <= kBytesMax, "a text is no longer than the limit");
  const auto again = connectors::inflate_gzip(input.view(), text->size());
  fuzz::hold(again && *again == *text, "a text is read again under the limit of its own size");
  if (text->empty()) return 0;
  const auto less = connectors::inflate_gzip(input.view(), text->size() - 1);
  fuzz::hold(!less && less.error().code == core::Errc::too_large, "one byte less is too little");
  return 0;
}
