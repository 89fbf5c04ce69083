export const unit: string = "cm²";
