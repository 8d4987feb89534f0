using Cake.Frosting;

namespace EdgeKd.Build.Tasks;

/// <summary>What runs when no target is named.</summary>
[TaskName("Default"), TaskDescription("Ship."), IsDependentOn(typeof(ShipTask))]
public sealed class DefaultTask : FrostingTask<BuildContext>;
