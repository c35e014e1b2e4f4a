// PostProcessors
