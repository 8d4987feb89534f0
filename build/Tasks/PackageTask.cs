using Cake.Frosting;
using EdgeKd.Build.Runners;

namespace EdgeKd.Build.Tasks;

/// <summary>Packs the release bundle.</summary>
[TaskName("Package"), TaskDescription("Packs the release bundle."), IsDependentOn(typeof(ReportTask))]
public sealed class PackageTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => StageRunner.Run(context, "package");
}
