#include "cel/kind_word.hpp"

namespace baton::cel {

std::string_view kind_word(const Value& value) {
  if (value.is(Value::Kind::timestamp)) return "moment";
  if (value.is(Value::Kind::duration)) return "duration";
  return value.type_name();
}

}  // namespace baton::cel
