iso_url          = "build/media/tiny.iso"
output_directory = "output-tiny-steps"
