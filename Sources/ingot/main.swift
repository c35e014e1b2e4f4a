import HostOS
import IngotCommands

let status = await Ingot.run(Array(CommandLine.arguments.dropFirst()), in: try .process())
endProcess(status: status)
