using Cake.Frosting;
using EdgeKd.Build.Runners;

namespace EdgeKd.Build.Tasks;

/// <summary>Writes the report of a release; of a refused one the target Gate has written it.</summary>
[TaskName("Report"), TaskDescription("Writes the report of a release; of a refused one the target Gate has written it."), IsDependentOn(typeof(GateTask))]
public sealed class ReportTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => StageRunner.Run(context, "report");
}
