using Cake.Frosting;
using EdgeKd.Build.Runners;

namespace EdgeKd.Build.Tasks;

/// <summary>Prepares the data set.</summary>
[TaskName("Data"), TaskDescription("Prepares the data set."), IsDependentOn(typeof(CompileTask))]
public sealed class DataTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => StageRunner.Run(context, "data");
}
