import BasicBuilders
import ConfigurationManagement
import DataSources
import PostProcessors
import Provisioners
import QEMUBuilder
import Templates

extension ComponentCatalog {
    /// Every component of the program: the only list of them.
    package static let standard = ComponentCatalog(
        builders: BasicBuilderCatalog.all + [QEMUBuilder.type],
        provisioners: ProvisionerCatalog.all + ConfigurationManagementCatalog.all,
        postProcessors: PostProcessorCatalog.all, dataSources: DataSourceCatalog.all)
}
