using Cake.Frosting;
using EdgeKd.Build.Runners;

namespace EdgeKd.Build.Tasks;

/// <summary>Builds everything and runs all tests but the long ones.</summary>
[TaskName("Test"), TaskDescription("Builds everything and runs all tests but the long ones."), IsDependentOn(typeof(CompileTask))]
public sealed class TestTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => TestRunner.Run(context);
}
