import 'attention-lab-element';
