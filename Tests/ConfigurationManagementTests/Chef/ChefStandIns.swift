import HostOS
import Testing

/// Programs in place of Chef's own, which no Debian package has: strict about their arguments and files.
enum ChefStandIns {
    static let hasRuby = HostFiles.exists("/usr/bin/ruby")

    /// Reads the configuration as Ruby, the attributes as JSON, demands that every path in them is there, and prints
    /// all of it.
    static func client(_ options: String = "--no-color", status: Int = 0) -> String {
        """
        #!/usr/bin/ruby
        require 'json'
        abort "arguments: #{ARGV}" unless ARGV.size == 5 && ARGV[0] == '\(options)' && ARGV[1] == '-c' && ARGV[3] == '-j'
        class Settings
          attr_reader :all
          def initialize; @all = {}; end
          def method_missing(name, value); @all[name] = value; end
        end
        settings = Settings.new
        settings.instance_eval(File.read(ARGV[2]))
        settings.all.each do |name, value|
          puts "#{name} = #{value.is_a?(IO) ? 'STDOUT' : value.inspect}"
          next unless name.to_s =~ /_path$|_secret$|^validation_key$/
          [value].flatten.each { |path| abort "no #{path}" unless File.exist?(path) || path =~ /^.remote/ }
        end
        puts "node = #{JSON.generate(JSON.parse(File.read(ARGV[4])))}"
        exit \(status)

        """
    }

    /// Prints its arguments and the configuration.
    static func knife(status: Int = 0) -> String {
        """
        #!/bin/sh
        echo "knife $*"
        cat "$6" || exit 9
        exit \(status)

        """
    }
}
