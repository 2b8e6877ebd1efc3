#include "baton/core/repeat.hpp"

#include "baton/core/enum_text.hpp"

namespace baton::core {
namespace {

constexpr EnumText<Repeat, 6> kRepeatText{{"unknown", "reads", "by_key", "same", "looks", "twice"}};

}  // namespace

std::string_view to_text(Repeat repeat) { return kRepeatText.of(repeat); }

}  // namespace baton::core
