# The files of config/ become a C++ table, so that the program carries its default configuration, connectors and schemas.
# Included by cmake/rooms.cmake once baton_app exists.
file(GLOB_RECURSE shipped CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/config/*.yaml ${CMAKE_SOURCE_DIR}/config/*.json)
list(FILTER shipped EXCLUDE REGEX "/config/ops/")  # those are for Prometheus and Grafana, not for the program
list(SORT shipped)
set_property(DIRECTORY ${CMAKE_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${shipped})

set(entries)
foreach(path ${shipped})
  file(RELATIVE_PATH name ${CMAKE_SOURCE_DIR}/config ${path})
  file(READ ${path} text)
  string(APPEND entries "    ShippedFile{\"${name}\", R\"shipped(${text})shipped\"},\n")
endforeach()
set(source ${CMAKE_BINARY_DIR}/generated/app/shipped_files.cpp)
file(CONFIGURE OUTPUT ${source} @ONLY CONTENT
"// Made from config/ by src/app/room.cmake.
#include \"app/shipped.hpp\"

#include <array>

namespace baton::app {

std::span<const ShippedFile> shipped_files() {
  static constexpr std::array kFiles{
@entries@  };
  return kFiles;
}

}  // namespace baton::app
")
target_sources(baton_app PRIVATE ${source})

# The commit is looked up at each build; the source is compiled again only when it has changed.
set(build_info ${CMAKE_BINARY_DIR}/generated/app/build_info_made.cpp)
set(BATON_COMMIT "" CACHE STRING "The commit to name in `baton version`, for sources without git; empty: git is asked")
add_custom_target(build_info
  COMMAND ${CMAKE_COMMAND} -DSOURCE=${CMAKE_SOURCE_DIR} -DOUT=${build_info} -DVERSION=${PROJECT_VERSION} -DCOMMIT=${BATON_COMMIT}
    "-DCOMPILER=${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}" -DBUILD_TYPE=${CMAKE_BUILD_TYPE}
    -P ${CMAKE_SOURCE_DIR}/cmake/build_info.cmake
  BYPRODUCTS ${build_info} VERBATIM)
set_source_files_properties(${build_info} PROPERTIES GENERATED ON SKIP_UNITY_BUILD_INCLUSION ON)
target_sources(baton_app PRIVATE ${build_info})
add_dependencies(baton_app build_info)
