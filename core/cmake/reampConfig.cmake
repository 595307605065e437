# find_package(reamp) gives reamp::core.
include(CMakeFindDependencyMacro)
find_dependency(Threads)
include(${CMAKE_CURRENT_LIST_DIR}/reampTargets.cmake)
