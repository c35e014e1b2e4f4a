#pragma once
// RE2 has a C++ interface only: the target CRE2 wraps it; this module carries its link flags.
