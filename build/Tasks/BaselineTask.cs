using Cake.Frosting;
using EdgeKd.Build.Runners;

namespace EdgeKd.Build.Tasks;

/// <summary>Measures the released model beside this one, where one is released.</summary>
[TaskName("Baseline"), TaskDescription("Measures the released model beside this one, where one is released."), IsDependentOn(typeof(TargetsTask))]
public sealed class BaselineTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => StageRunner.Run(context, "baseline");
}
